import { RealtimeClient } from '../../../tests/realtime/client.ts'

export type Report = (line: string) => void

/** The name of the relayed model in every gateway. */
export const VOICE = 'test/voice'

export const openSession = (baseUrl: string, apiKey: string, model = VOICE): Promise<RealtimeClient> =>
  new RealtimeClient(baseUrl, { query: { model }, headers: { authorization: `Bearer ${apiKey}` } }).open()

export const openAtOnce = (baseUrl: string, apiKey: string, count: number): Promise<RealtimeClient[]> =>
  Promise.all(Array.from({ length: count }, () => openSession(baseUrl, apiKey)))
