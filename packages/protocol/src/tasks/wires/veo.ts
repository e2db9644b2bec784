import { arrayOf, compact, objectOf, optionalText } from '../../json/object.ts'
import { acceptedWith, failed, unreadable } from '../failures.ts'
import { succeeded } from '../outputs.ts'
import { bytesOf, imageOf, imagesOf, ratioOf, requireKnown, resolutionOf } from '../require.ts'
import type { LoadedTask, LoadedTaskImage, TaskAnswer, TaskWire, WireOutput, WirePolled } from '../wire.ts'

/** `predictLongRunning` of Veo: the same request at both of Google's APIs. */
const instanceOf = (task: LoadedTask) =>
  compact({
    prompt: task.prompt,
    image: pictureOf(imageOf(task, 'first')),
    lastFrame: pictureOf(imageOf(task, 'last')),
    referenceImages: imagesOf(task, 'reference').length
      ? imagesOf(task, 'reference').map((image) => ({ image: pictureOf(image), referenceType: 'asset' }))
      : undefined,
  })

const pictureOf = (image: LoadedTaskImage | undefined) => {
  if (image === undefined) return undefined
  const { base64, mediaType } = bytesOf(image)
  return { bytesBase64Encoded: base64, mimeType: mediaType }
}

const submitVeo = (task: LoadedTask) => {
  requireKnown(task, {
    fields: ['seconds', 'size', 'aspectRatio', 'resolution', 'count', 'negativePrompt', 'seed', 'hasAudio'],
    images: { first: 1, last: 1, reference: 3 },
    hasInput: true,
  })
  return {
    method: 'POST' as const,
    path: '/models/{model}:predictLongRunning',
    body: {
      type: 'json' as const,
      value: {
        instances: [instanceOf(task)],
        // `personGeneration` and other fields of Google only. Our own fields stay as priced.
        parameters: compact({
          ...task.input,
          sampleCount: task.count,
          durationSeconds: task.seconds,
          aspectRatio: ratioOf(task),
          resolution: resolutionOf(task),
          negativePrompt: task.negativePrompt,
          seed: task.seed,
          generateAudio: task.hasAudio,
        }),
      },
    },
  }
}

const readSubmitted = acceptedWith('name')

/** Google reports a filtered video as done without a video. */
const readOperation = (answer: TaskAnswer, outputsOf: (response: unknown) => WireOutput[]): WirePolled[] => {
  const bad = unreadable(answer)
  if (bad !== null) return [bad]
  const { done, error, response } = objectOf(answer.body)
  if (done !== true) return [{ type: 'running', progress: null }]
  if (error !== undefined) return [failed(optionalText(objectOf(error)['message']))]
  const video = objectOf(objectOf(response)['generateVideoResponse'] ?? response)
  const reason = optionalText(arrayOf(video['raiMediaFilteredReasons'])[0])
  const outputs = outputsOf(video)
  return [outputs.length === 0 && reason !== undefined ? failed(`Safety: ${reason}`) : succeeded(outputs)]
}

const common = {
  types: ['video'],
  defaults: { seconds: 8, resolution: '720p' },
  pollIntervalMs: 10_000,
  usualMs: 90_000,
  submit: submitVeo,
  readSubmitted,
  mostPerPoll: 1,
} as const satisfies Partial<TaskWire>

/** https://ai.google.dev/gemini-api/docs/video: files are at Google's base URL and need the key. */
export const veoGemini: TaskWire = {
  ...common,
  sharesKeyWithOutputs: true,
  poll: ([handle]) => ({ method: 'GET', path: `/${handle!['id']}` }),
  readPolled: (answer) =>
    readOperation(answer, (video) =>
      arrayOf(objectOf(video)['generatedSamples']).flatMap((sample): WireOutput[] => {
        const url = optionalText(objectOf(objectOf(sample)['video'])['uri'])
        return url === undefined ? [] : [{ kind: 'video', variant: '', source: { type: 'address', url } }]
      }),
    ),
}

/** https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/veo-video-generation: bytes are in the answer. */
export const veoVertex: TaskWire = {
  ...common,
  poll: ([handle]) => ({
    method: 'POST',
    path: '/models/{model}:fetchPredictOperation',
    body: { type: 'json', value: { operationName: handle!['id'] } },
  }),
  readPolled: (answer) =>
    readOperation(answer, (video) =>
      arrayOf(objectOf(video)['videos']).flatMap((each): WireOutput[] => {
        const { bytesBase64Encoded, mimeType } = objectOf(each)
        const base64 = optionalText(bytesBase64Encoded)
        if (base64 === undefined) return []
        const mediaType = optionalText(mimeType) ?? 'video/mp4'
        return [{ kind: 'video', variant: '', source: { type: 'base64', base64, mediaType } }]
      }),
    ),
}
