/** The id is random and works for its address alone, once. */
export const invitationLink = (id: string): string => `${location.origin}/accept-invitation?id=${id}`
