/** Until its owner sets a real one. No mail is ever sent to it. */
export const FIRST_ADMINISTRATOR = {
  name: 'Administrator',
  email: 'admin@gptget.local',
  emailVerified: false,
}
