import { z } from 'zod'

const hostAnswer = z.object({ summary: z.string() })

/** Asks the computers service which isolation this machine supports. Returns one line of text. */
export const describeComputers = async (url: string | undefined): Promise<string> => {
  if (url === undefined) return 'none'
  const answer = await fetch(`${url}/host`)
  if (!answer.ok) return 'unknown: see the log of the service'
  return hostAnswer.parse(await answer.json()).summary
}
