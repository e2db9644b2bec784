/** The link of an invitation. The id is random, and works once for its address only. */
export const invitationLink = (id: string): string => `${location.origin}/accept-invitation?id=${id}`
