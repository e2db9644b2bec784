import { setTimeout as sleep } from 'node:timers/promises'
import { getJson } from './ask.ts'

export type Receipt = Record<string, unknown> & {
  id: string
  model: string
  total_cost: number
  tokens_prompt: number
  tokens_completion: number
  cancelled: boolean
  finish_reason: string | null
  provider_name: string | null
  provider_responses: { provider_name?: string; status?: number | null }[]
}

/** Reads the receipt of a generation once. @throws Error if there is none */
export const readReceipt = async (
  baseUrl: string,
  apiKey: string,
  generationId: string,
): Promise<Receipt> => {
  const { data } = (await getJson(`${baseUrl}/generation?id=${generationId}`, apiKey)) as { data: Receipt }
  return data
}

/** Waits for the receipt of a generation whose caller disconnected. */
export const awaitReceipt = async (
  baseUrl: string,
  apiKey: string,
  generationId: string,
): Promise<Receipt> => {
  const deadlineMs = performance.now() + 5_000
  for (;;) {
    try {
      return await readReceipt(baseUrl, apiKey, generationId)
    } catch (error) {
      if (performance.now() > deadlineMs) throw error
      await sleep(25)
    }
  }
}

export const readCreditsOf = async (
  baseUrl: string,
  apiKey: string,
): Promise<{ total_credits: number; total_usage: number }> => {
  const { data } = (await getJson(`${baseUrl}/credits`, apiKey)) as {
    data: { total_credits: number; total_usage: number }
  }
  return data
}

/** Converts US dollars to whole nano-dollars, so that sums of JSON numbers are exact. */
export const nano = (usd: number): number => Math.round(usd * 1e9)
