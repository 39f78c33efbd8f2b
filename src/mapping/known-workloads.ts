/**
 * Values of Workload, in lower case. The Office 365 Management Activity API schema has no list of them; these are the services
 * that it describes record types of, under the names that records carry.
 */
export const KNOWN_WORKLOADS: ReadonlySet<string> = new Set(
  (
    'Aip AirInvestigation AzureActiveDirectory Compliance Copilot CRM Endpoint Exchange Kaizala MicrosoftFlow MicrosoftForms ' +
    'MicrosoftStream MicrosoftTeams OneDrive PowerApps PowerBI Project PublicEndpoint Quarantine SecurityComplianceCenter ' +
    'SharePoint SkypeForBusiness Sway ThreatIntelligence WorkplaceAnalytics Yammer'
  )
    .toLowerCase()
    .split(' '),
);
