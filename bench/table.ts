import type { Figures } from './scenario.ts';

/** Figures for people, one a line. */
export function resultTable(name: string, figures: Figures): string {
  const width = Math.max(...Object.keys(figures).map((key) => key.length));
  const lines = Object.entries(figures).map(([key, value]) => {
    const text = Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
    return `  ${key.replaceAll('_', ' ').padEnd(width)}  ${text.padStart(10)}`;
  });
  return `${name}\n${lines.join('\n')}\n\n`;
}
