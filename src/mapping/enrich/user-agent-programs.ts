/** A program that is no browser. */
export interface Program {
  readonly name: string;
  readonly version: string | undefined;
}

/** Tools that begin their user agent with their own name. */
const TOOLS =
  /^(aria2|axios|curl|Go-http-client|got|HTTPie|libcurl-agent|libwww-perl|node-fetch|okhttp|Outlook-Android|Outlook-iOS|PostmanRuntime|PowerShell|undici|Wget)(?:\/v?(\d[\w.]*)|(?=\s|$))/;
const NAMED: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bWindowsPowerShell\/(\d[\d.]*)/, 'WindowsPowerShell'],
  [/ PowerShell\/(\d[\d.]*)/, 'PowerShell'],
  [/^python-requests\/(\d[\d.]*)/, 'Python Requests'],
  [/^Python-urllib\/(\d[\d.]*)/i, 'Python-urllib'],
];
/** Outlook is called by the year of the Office that its version belongs to. */
const OUTLOOK = /\bMicrosoft Outlook (1[2-6])\./;
const OFFICE_YEARS: Readonly<Record<string, string>> = {
  12: '2007',
  14: '2010',
  15: '2013',
  16: '2016',
};

/** The program behind a user agent that browsers' patterns do not know; the tools of attackers and administrators are among them. */
export function programOf(text: string): Program | undefined {
  const [, tool, toolVersion] = TOOLS.exec(text) ?? [];
  if (tool !== undefined) return { name: tool, version: toolVersion };
  for (const [pattern, name] of NAMED) {
    const version = pattern.exec(text)?.[1];
    if (version !== undefined) return { name, version };
  }
  const outlook = OUTLOOK.exec(text)?.[1];
  return outlook === undefined ? undefined : { name: 'Outlook', version: OFFICE_YEARS[outlook] };
}
