import { z } from 'zod'

const model = z.object({
  id: z.string(),
  architecture: z.object({ output_modalities: z.array(z.string()) }),
})
const modelList = z.object({ data: z.array(model) })

/** Returns a chat model of the platform, preferably the local one. */
export const chooseExampleModel = async (baseUrl: string, apiKey: string): Promise<string | undefined> => {
  const response = await fetch(`${baseUrl}/models`, { headers: { authorization: `Bearer ${apiKey}` } })
  if (!response.ok)
    throw new Error(`GET ${baseUrl}/models answered ${response.status}: ${await response.text()}`)
  const { data } = modelList.parse(await response.json())
  const ids = data
    .filter(({ architecture }) => architecture.output_modalities.includes('text'))
    .map(({ id }) => id)
  return ids.find((id) => id.startsWith('local/')) ?? ids[0]
}
