import { FaultError } from '../canonical/faults.ts'
import type { Usage } from '../canonical/usage.ts'
import { readErrorObject } from '../dialects/openai-chat/errors.ts'
import { readOpenAiUsage } from '../dialects/openai-usage.ts'
import { malformedFault } from '../dialects/read-fault.ts'
import { arrayOf, compact, isObject, objectOf, optionalText } from '../json/object.ts'
import type { JsonObject } from '../json/object.ts'
import type { ImageResult, MadeImage } from './image.ts'

/** Reads OpenAI's answer, and compatible ones. @throws FaultError if the body is not one */
export const readOpenAiImages = (body: unknown): ImageResult => {
  const answer = objectOf(body)
  if (answer['error']) throw new FaultError(readErrorObject(answer['error'], body))
  const images = arrayOf(answer['data']).flatMap((each) => readImage(objectOf(each)) ?? [])
  if (images.length === 0) throw new FaultError(malformedFault(body))
  const usage = isObject(answer['usage']) ? withAuthor(readImageUsage(answer['usage']), answer) : undefined
  return compact({
    images,
    usage,
    size: optionalText(answer['size']),
    quality: optionalText(answer['quality']),
    background: optionalText(answer['background']),
    outputFormat: optionalText(answer['output_format']),
  }) as ImageResult
}

const readImage = (each: JsonObject): MadeImage | undefined => {
  const base64 = optionalText(each['b64_json'])
  const url = optionalText(each['url'])
  if (base64 === undefined && url === undefined) return undefined
  return compact({
    ...(base64 === undefined ? { url: url! } : { base64 }),
    mediaType: optionalText(each['media_type'] ?? each['mime_type']),
    revisedPrompt: optionalText(each['revised_prompt']),
  }) as MadeImage
}

/** The tokens of the model that writes an SVG are counted separately, and charged like the image model's text. */
const withAuthor = (usage: Usage, answer: JsonObject): Usage => {
  if (!isObject(answer['svg_usage'])) return usage
  const author = readOpenAiUsage(answer['svg_usage'])
  return {
    ...usage,
    inputTokens: usage.inputTokens + author.inputTokens,
    outputTokens: usage.outputTokens + author.outputTokens,
    reasoningTokens: usage.reasoningTokens + author.reasoningTokens,
  }
}

/** Without details, all output tokens are those of images. */
export const readImageUsage = (raw: JsonObject): Usage => {
  const usage = readOpenAiUsage(raw)
  const details = objectOf(raw['output_tokens_details'] ?? raw['completion_tokens_details'])
  if (details['text_tokens'] !== undefined || usage.imageOutputTokens > 0) return usage
  return { ...usage, imageOutputTokens: usage.outputTokens, outputTokens: 0 }
}
