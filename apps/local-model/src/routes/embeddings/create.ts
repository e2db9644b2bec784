import { EMBEDDING_MODEL } from '../../embeddings/embedding-model.ts'
import { printEmbeddings } from '../../embeddings/print-embeddings.ts'
import { readEmbeddingsRequest } from '../../embeddings/read-request.ts'
import type { Context } from '../../context.ts'
import { abortOnDisconnect } from '../../requests/abort-on-disconnect.ts'
import { assertModel } from '../../requests/assert-model.ts'
import type { HonoContext } from '../../requests/hono-context.ts'
import { readJson } from '../../requests/read-json.ts'

/** OpenAI's `POST /v1/embeddings`, for the one sentence encoder. */
export const createEmbeddings =
  ({ encoder }: Context) =>
  async (c: HonoContext): Promise<Response> => {
    const request = readEmbeddingsRequest(await readJson(c))
    assertModel(request.model, EMBEDDING_MODEL.modelId)
    const signal = abortOnDisconnect(c.env.outgoing)
    return c.json(printEmbeddings(request, await encoder.embed([request.input].flat(), signal)))
  }
