/** Bytes to `312 KB`, `4.7 MB`: steps of 1024, as file lists show them. */
export const bytesToText = (bytes: number): string => {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
};
