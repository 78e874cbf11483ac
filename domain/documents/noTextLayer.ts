/** Why a PDF that could be read has no text: its pages are pictures. Kept with the file where others' reasons stand. */
export const noTextLayer = 'no text layer';
