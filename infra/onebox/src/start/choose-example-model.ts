import { z } from 'zod'

const modelList = z.object({ data: z.array(z.object({ id: z.string() })) })

/** A model that the platform lists, the local one if there is one. */
export const chooseExampleModel = async (baseUrl: string, apiKey: string): Promise<string | undefined> => {
  const response = await fetch(`${baseUrl}/models`, { headers: { authorization: `Bearer ${apiKey}` } })
  if (!response.ok)
    throw new Error(`GET ${baseUrl}/models answered ${response.status}: ${await response.text()}`)
  const ids = modelList.parse(await response.json()).data.map(({ id }) => id)
  return ids.find((id) => id.startsWith('local/')) ?? ids[0]
}
