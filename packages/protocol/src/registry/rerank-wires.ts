import type { Quirks } from '../dialect.ts'
import type { RerankWire } from '../rerank/rerank.ts'
import { cohereRerank } from '../rerank/wires/cohere.ts'
import { jinaRerank } from '../rerank/wires/jina.ts'
import { voyageRerank } from '../rerank/wires/voyage.ts'

/** The providers' own formats. */
const OWN_WIRES: Record<NonNullable<Quirks['rerankMethod']>, RerankWire> = {
  cohere: cohereRerank,
  voyage: voyageRerank,
}

/** The format of a provider's reranking: its own, or else Jina's, which most copy. */
export const rerankWireOf = ({ rerankMethod }: Quirks = {}): RerankWire =>
  rerankMethod === undefined ? jinaRerank : OWN_WIRES[rerankMethod]
