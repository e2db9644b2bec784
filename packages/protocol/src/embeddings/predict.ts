import { emptyUsage, type Usage } from '../canonical/usage.ts'
import { arrayOf, compact, objectOf } from '../json/object.ts'
import { ReportedCounts } from '../dialects/reported-counts.ts'
import { malformedFault } from '../dialects/read-fault.ts'
import { FaultError } from '../canonical/faults.ts'
import { readErrorBody } from '../dialects/gemini/errors.ts'
import type { EmbeddingWire } from './embedding.ts'
import { geminiEmbeddings, textOf } from './gemini.ts'
import { droppedExtensions } from './losses.ts'
import { expectVectors, readVector } from './vectors.ts'

/**
 * Vertex AI's `predict` for text embedding models, which no caller uses.
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api
 */
export const predictEmbeddings: EmbeddingWire = {
  ...geminiEmbeddings,
  writeRequest: (request) => {
    const { taskType, title } = request.extensions
    const instances = request.inputs.map((input) =>
      compact({ content: textOf(input), task_type: taskType, title }),
    )
    const parameters = compact({ outputDimensionality: request.dimensions })
    const { taskType: _, title: __, ...others } = request.extensions
    return { body: { instances, parameters }, losses: droppedExtensions({ ...request, extensions: others }) }
  },
  readResult: (body, { inputs }) => {
    const answer = objectOf(body)
    if (answer['error']) throw new FaultError(readErrorBody(body))
    if (!Array.isArray(answer['predictions'])) throw new FaultError(malformedFault(body))
    const embeddings = arrayOf(answer['predictions']).map((each) => objectOf(objectOf(each)['embeddings']))
    const vectors = embeddings.map(({ values }) => readVector(values))
    const usage = readUsage(embeddings.map(({ statistics }) => objectOf(statistics)['token_count']))
    return {
      vectors: expectVectors(vectors, inputs.length, body),
      ...(usage === undefined ? {} : { usage }),
    }
  },
}

/** The sum of the counts of all texts; undefined if one has no count. */
const readUsage = (reported: unknown[]): Usage | undefined => {
  if (reported.some((count) => count === undefined || count === null)) return undefined
  const counts = new ReportedCounts()
  const inputTokens = reported.reduce<number>((sum, count) => sum + counts.of(count), 0)
  return { ...emptyUsage(), inputTokens, isEstimated: !counts.areSound }
}
