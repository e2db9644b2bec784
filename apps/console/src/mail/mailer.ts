import type { Logger } from '@gptget/runtime'
import type { Transporter } from 'nodemailer'

/** How mail leaves: a server of SMTP and who the mails are from. */
export type MailConfig = { smtpUrl: string; from: string }

/** What is told to one person. Text alone: nothing in it can act, and every program shows it. */
export type Mail = { to: string; subject: string; text: string }

export type Mailer = {
  /** Resolves when the server took it. @throws Error with what the server said */
  send(mail: Mail): Promise<void>
  /** The same for who must not wait nor learn whether there was a mail at all: a failure is logged. */
  sendLater(mail: Mail): void
}

const TIMEOUT_MS = 10_000

/** Sends over SMTP. The library is loaded by the first mail: most processes send none. */
export const createMailer = ({ smtpUrl, from }: MailConfig, logger: Logger): Mailer => {
  let connecting: Promise<Transporter> | undefined
  const transport = (): Promise<Transporter> =>
    (connecting ??= import('nodemailer').then(({ createTransport }) =>
      createTransport(
        {
          url: smtpUrl,
          connectionTimeout: TIMEOUT_MS,
          greetingTimeout: TIMEOUT_MS,
          socketTimeout: TIMEOUT_MS,
          // A mail is words of ours and names that people gave: neither a file nor an address is ever read for it.
          disableFileAccess: true,
          disableUrlAccess: true,
        },
        { from },
      ),
    ))
  const send = async (mail: Mail): Promise<void> => {
    await (await transport()).sendMail(mail)
  }
  return {
    send,
    sendLater: (mail) => {
      send(mail).catch((error: unknown) =>
        logger.error({ err: error, subject: mail.subject }, 'a mail could not be sent'),
      )
    },
  }
}
