/** The texts of retention and export. */
export const data = {
  title: 'Data',
  retention: 'Retention',
  retentionText: 'What is older is deleted, also of what is kept already. The ledger and receipts are kept.',
  kinds: {
    media: 'Images, videos and sounds',
    responses: 'Responses and their conversations’ answers',
  },
  days: (kind: string) => `${kind}, days`,
  daysHint: (most: number) => `1 to ${most}. Empty: ${most}, as the operator set.`,
  notHere: 'Nothing of this is kept on this GptGet.',
  confirmTitle: (days: number) => `Keep it for ${days} ${days === 1 ? 'day' : 'days'} only?`,
  confirmText: 'What is older is deleted now. This cannot be undone.',
  confirm: 'Keep it shorter',
  export: 'Export',
  exportText:
    'A ZIP archive of everything that is kept of the organisation: members, keys without their secrets, the ledger, activity, the audit log, webhooks and the list of media.',
  download: 'Download the archive',
  mayNot: 'Owners and admins change this.',
}
