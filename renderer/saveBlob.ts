/** Hands a file to the person: Electron asks where, a browser downloads. False: the person canceled. Rejects when it cannot be written. */
export const saveBlob = async (blob: Blob, name: string): Promise<boolean> => {
  if (window.sanlian) return window.sanlian.saveFile(name, new Uint8Array(await blob.arrayBuffer()));
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return true;
};
