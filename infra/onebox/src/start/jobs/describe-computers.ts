import { z } from 'zod'

const hostAnswer = z.object({ summary: z.string() })

/** What the service itself says of this machine. */
export const describeComputers = async (url: string | undefined): Promise<string> => {
  if (url === undefined) return 'none'
  const answer = await fetch(`${url}/host`)
  if (!answer.ok) return 'not known: the log of the service says more'
  return hostAnswer.parse(await answer.json()).summary
}
