/** Reads a figure as people type it: full-width digits, thousands commas. Null when it is no number of so many decimals. */
export const textToNumber = (text: string, decimals: number): number | null => {
  const plain = text.normalize('NFKC').trim().replaceAll(/(?<=\d)[,，](?=\d{3}(\D|$))/g, '');
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(plain)) return null;
  const number = Number(plain);
  return Number.isFinite(number) && Number(number.toFixed(decimals)) === number ? number : null;
};
