const UNIT_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** Bytes of a size such as `64KiB`, `5MiB`, `1GB`; undefined where the text is none. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,9})([KMG]i?B|B)$/.exec(text);
  const unitBytes = UNIT_BYTES[match?.[2] ?? ''];
  return unitBytes === undefined ? undefined : Number(match?.[1]) * unitBytes;
}
