/** A placeholder until the administrator sets a real address. No mail is ever sent to it. */
export const FIRST_ADMINISTRATOR = {
  name: 'Administrator',
  email: 'admin@gptget.local',
  emailVerified: false,
}
