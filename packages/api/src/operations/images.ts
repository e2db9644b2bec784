import { GENERATION_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import {
  imageEditRequestDescription,
  imageEventSchema,
  imageRequestDescription,
  imagesSchema,
} from '../schemas/images.ts'
import { openAiJavaScript, openAiPython } from './samples.ts'

const URL = 'https://api.gptget.net/v1/images/img_abc123/content?index=0'

const ANSWER = {
  description: 'The images, each with a URL on this server.',
  schema: imagesSchema,
  example: {
    created: 1_767_225_600,
    data: [{ url: URL }],
    size: '1024x1024',
    quality: 'medium',
    usage: { input_tokens: 50, output_tokens: 1056, total_tokens: 1106, cost: 0.0321 },
    id: 'img_abc123',
    model: 'openai/gpt-image-1',
  },
}

const streamOf = (kind: 'image_generation' | 'image_edit'): NonNullable<Operation['stream']> => ({
  description:
    'With `"stream": true`: drafts if the provider sends them, then each image with its bytes and its URL.',
  event: imageEventSchema,
  example: `event: ${kind}.partial_image
data: {"type":"${kind}.partial_image","b64_json":"iVBORw0…","partial_image_index":0,"created_at":1767225600}

event: ${kind}.completed
data: {"type":"${kind}.completed","created_at":1767225600,"b64_json":"iVBORw0…","url":"${URL}","usage":{"input_tokens":50,"output_tokens":1056,"total_tokens":1106,"cost":0.0321},"id":"img_abc123","model":"openai/gpt-image-1"}

`,
})

const KEPT = `Each image is stored here before the answer is sent. Its URL points to this server, needs your key and is valid for a week; [sign it](/docs/api/signImageContent) to share it.`

export const createImage: Operation = {
  route: 'POST /v1/images/generations',
  path: '/v1/images/generations',
  operationId: 'createImage',
  tag: 'Images',
  summary: 'Generate images',
  description: `Creates images from a prompt. Use any model with \`image\` among its output modalities. ${KEPT}`,
  dialect: 'openai-chat',
  request: {
    schema: imageRequestDescription,
    examples: {
      'An image': {
        model: 'openai/gpt-image-1',
        prompt: 'A watercolor fox in a misty forest',
        n: 1,
        size: '1024x1024',
      },
    },
  },
  answer: ANSWER,
  stream: streamOf('image_generation'),
  errors: [...GENERATION_ERRORS, 'storage_quota_exceeded'],
  samples: [
    openAiPython(`answer = client.images.generate(
    model="openai/gpt-image-1",
    prompt="A watercolor fox in a misty forest",
    size="1024x1024",
)
print(answer.data[0].url)`),
    openAiJavaScript(`const answer = await client.images.generate({
  model: 'openai/gpt-image-1',
  prompt: 'A watercolor fox in a misty forest',
  size: '1024x1024',
})
console.log(answer.data[0].url)`),
  ],
}

export const editImage: Operation = {
  route: 'POST /v1/images/edits',
  path: '/v1/images/edits',
  operationId: 'editImage',
  tag: 'Images',
  summary: 'Edit images',
  description: `Creates images from other images and a prompt. Send the images as files in a form (\`image\`, \`image[]\`, \`mask\`; up to 16 of 50 MB), as OpenAI's SDKs send them, or in JSON. ${KEPT}`,
  dialect: 'openai-chat',
  request: {
    schema: imageEditRequestDescription,
    examples: {
      'An image created here': {
        model: 'openai/gpt-image-1',
        prompt: 'Make it night',
        image: { media_id: 'img_abc123', index: 0 },
      },
    },
  },
  answer: ANSWER,
  stream: streamOf('image_edit'),
  errors: [...GENERATION_ERRORS, 'storage_quota_exceeded', 'not_found', 'content_expired'],
}
