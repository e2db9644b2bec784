import type { Logger } from '@gptget/runtime'
import type { Transporter } from 'nodemailer'

/** The SMTP server and the sender. */
export type MailConfig = { smtpUrl: string; from: string }

/** A mail to one person. Plain text: nothing in it can run, and every program shows it. */
export type Mail = { to: string; subject: string; text: string }

export type Mailer = {
  /** Resolves when the server accepted it. @throws Error with the server's answer */
  send(mail: Mail): Promise<void>
  /** Sends in the background, for callers that must not reveal whether a mail was sent. Failures are logged. */
  sendLater(mail: Mail): void
}

const TIMEOUT_MS = 10_000

/** Sends over SMTP. The library is loaded with the first mail: most processes send none. */
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
          // Names that people chose are in the text. They must never make the library read a file or an address.
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
