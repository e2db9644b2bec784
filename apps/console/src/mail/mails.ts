import type { Mail } from './mailer.ts'

/** A name in a mail to somebody else: one line, and too short to carry a message of its own. */
const named = (name: string): string => {
  const line = name.replaceAll(/[\p{C}\s]+/gu, ' ').trim()
  return line.length > 60 ? `${line.slice(0, 60)}…` : line
}

const IGNORE = 'If this was not you, ignore this mail. Nothing changes without the link.'

export const passwordResetMail = (to: string, link: string): Mail => ({
  to,
  subject: 'Choose a new password for GptGet',
  text: `Somebody asked for a new password for the GptGet account of ${to}.

Choose it here, within an hour:
${link}

${IGNORE}
`,
})

export const confirmationMail = (to: string, link: string): Mail => ({
  to,
  subject: 'Confirm your address for GptGet',
  text: `An account of GptGet was made for ${to}.

If you made it, confirm your address here, within an hour:
${link}

If this was not you, ignore this mail. The account cannot be used without the link.
`,
})

export const accountExistsMail = (to: string, link: string): Mail => ({
  to,
  subject: 'You have an account of GptGet already',
  text: `Somebody tried to make an account of GptGet for ${to}, which has one.

If this was you, sign in, or choose a new password there:
${link}

If not, do nothing: nothing was changed.
`,
})

export const topUpFailedMail = (to: string, reason: string): Mail => ({
  to,
  subject: 'GptGet could not fill up your credit',
  text: `The automatic payment for your organization's credit failed:
${named(reason)}

It is turned off now, and nothing was charged. Pay or choose another card under Credits.
`,
})

type Spent = { organization: string; percent: number; spent: string; budget: string; month: string }

export const budgetMail = (to: string, { organization, percent, spent, budget, month }: Spent): Mail => ({
  to,
  subject: `${named(organization)} has spent ${percent}% of its budget`,
  text: `The organization "${named(organization)}" has spent ${spent} in ${month}, which is ${percent}% or more of its budget of ${budget}.

Nothing is stopped by it. Limits of API keys and of the account stop requests: set them under API keys.
The budget is under Settings.
`,
})

type Invited = { to: string; inviter: string; organization: string; link: string }

export const invitationMail = ({ to, inviter, organization, link }: Invited): Mail => ({
  to,
  subject: 'You are invited to GptGet',
  text: `${named(inviter)} invites you to the organization "${named(organization)}" on GptGet.

Join here, within two days, with an account of this address:
${link}

If you do not know them, do nothing.
`,
})
