import { startTestMail } from '@gptget/testkit'
import { afterAll, vi } from 'vitest'

type Message = { ID: string; Subject: string; Text: string; From: { Address: string } }

export type Mailbox = {
  /** The environment with which services send their mail here. */
  env: Record<string, string>
  /** Waits until an address has `count` mails, and returns the newest. */
  read(to: string, count?: number): Promise<Message>
  /** The number of mails to an address. */
  count(to: string): Promise<number>
  /** Stops accepting mail. */
  stop(): Promise<void>
}

/** Starts a mail server for a test file. */
export const useMailbox = async (): Promise<Mailbox> => {
  const server = await startTestMail()
  afterAll(() => server.stop())
  const find = async (to: string): Promise<{ ID: string }[]> => {
    const response = await fetch(`${server.url}/api/v1/search?query=${encodeURIComponent(`to:"${to}"`)}`)
    return ((await response.json()) as { messages: { ID: string }[] }).messages
  }
  return {
    env: { SMTP_URL: server.smtpUrl, MAIL_FROM: 'GptGet <no-reply@gptget.example>' },
    read: async (to, count = 1) => {
      const [newest] = await vi.waitUntil(
        async () => {
          const found = await find(to)
          return found.length >= count && found
        },
        { timeout: 15_000 },
      )
      return (await fetch(`${server.url}/api/v1/message/${newest!.ID}`)).json() as Promise<Message>
    },
    count: async (to) => (await find(to)).length,
    stop: () => server.stop(),
  }
}

/** The only link in a mail. */
export const linkIn = ({ Text }: Message): URL => new URL(/https?:\/\/\S+/.exec(Text)![0])
