/** Parts of a word processor's file (ECMA-376 WordprocessingML) by their names in its ZIP: the words of its pages. */
export const docxBody = 'word/document.xml';

/** Those that stand around its pages: which page they are on, only the program that lays it out knows. */
export const isAroundPages = (name: string): boolean => /^word\/(?:header|footer|footnotes|endnotes)\d*\.xml$/.test(name);
