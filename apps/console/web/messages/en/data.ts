/** The texts of retention and export. */
export const data = {
  title: 'Data',
  retention: 'Retention',
  retentionText: 'Older data is deleted, including what is already stored. The ledger and receipts are kept.',
  kinds: {
    media: 'Images, videos and audio',
    responses: 'Stored responses',
    tasks: 'Records of tasks',
    conversations: 'Conversations, since their last use',
  },
  days: (kind: string) => `${kind}, days`,
  daysHint: (most: number) => `1 to ${most}. Empty: ${most}, the operator’s setting.`,
  notHere: 'This GptGet does not store it.',
  confirmTitle: (days: number) => `Keep it for ${days} ${days === 1 ? 'day' : 'days'} only?`,
  confirmText: 'Older data is deleted now. This cannot be undone.',
  confirm: 'Shorten',
  export: 'Export',
  exportText:
    'A ZIP archive of all data of the organization: members, keys without their secrets, the ledger, activity, the audit log, webhooks and the list of media.',
  download: 'Download the archive',
  mayNot: 'Only owners and admins can change this.',
}
