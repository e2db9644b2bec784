import { readRerankRequest, refuseLosses, rerankWireOf } from '@gptget/protocol'
import type { RerankRequest } from '@gptget/protocol'
import type { Answering, Prepared, ReadHead, Serving } from './prepared.ts'

export const readRerank = (sent: Buffer, { model }: Pick<ReadHead, 'model'>): RerankRequest =>
  readRerankRequest({ ...(JSON.parse(sent.toString()) as object), model })

/** Documents to rank, for a provider. */
export const prepareRerank = (
  sent: Buffer,
  head: ReadHead,
  { target }: Serving,
): Prepared<Extract<Answering, { type: 'ranked' }>> => {
  const request = readRerank(sent, head)
  const { body, losses } = rerankWireOf(target.quirks).writeRequest(request, target.model)
  if (head.isStrict) refuseLosses(losses)
  return { body: Buffer.from(JSON.stringify(body)), losses, answering: { type: 'ranked', request } }
}
