import {
  addConversationItems,
  compactResponse,
  deleteConversationItem,
  listConversationItems,
  readConversationItem,
  updateConversation,
} from './operations/conversation-items.ts'
import { GENERATION_ERRORS } from './error-sets.ts'
import type { Operation } from './operation.ts'
import { createChatCompletion } from './operations/chat-completions.ts'
import { createCompletion, createModeration } from './operations/completions.ts'
import { batchEmbedContents, createEmbeddings, embedContent } from './operations/embeddings.ts'
import {
  countGeminiTokens,
  generateContent,
  listGeminiModels,
  readGeminiModel,
  streamGenerateContent,
} from './operations/gemini.ts'
import { deleteByokKey, listByokKeys, storeByokKey } from './operations/byok.ts'
import { readActivity, readLedger } from './operations/exports.ts'
import { readCredits } from './operations/credits.ts'
import { resumeStream } from './operations/generation-stream.ts'
import { readGeneration } from './operations/generation.ts'
import { readKey } from './operations/key.ts'
import {
  createKey,
  listAudit,
  listKeys,
  readManagedKey,
  revokeKey,
  rotateKey,
  updateKey,
} from './operations/keys.ts'
import { asPaid } from './paid-operation.ts'
import { countMessageTokens, createMessage } from './operations/messages.ts'
import {
  cancelResponse,
  createConversation,
  deleteConversation,
  deleteResponse,
  listInputItems,
  readConversation,
  readResponse,
} from './operations/stored-responses.ts'
import { COMPUTER_ACTIONS } from './operations/computer-actions.ts'
import { REALTIME } from './operations/realtime.ts'
import { COMPUTERS } from './operations/computers.ts'
import { createSpeech, createTranscription, createTranslation } from './operations/audio.ts'
import { createRanks } from './operations/rerank.ts'
import { RUNS } from './operations/runs.ts'
import { createImage, editImage } from './operations/images.ts'
import { MEDIA_CONTENT } from './operations/media-content.ts'
import { countInputTokens, createResponse } from './operations/responses.ts'
import { TASKS } from './operations/tasks.ts'
import { WEBHOOKS } from './operations/webhooks.ts'
import { GOOGLE_VIDEOS } from './operations/google-videos.ts'
import { UPSTREAM_SURFACES } from './operations/upstream-surfaces.ts'
import { VIDEOS } from './operations/videos.ts'
import { countModels, listModels, readModel } from './operations/models.ts'
import { simulateRoute } from './operations/route-simulation.ts'
import { readStatus } from './operations/status.ts'

/** Every public operation, in the order of the reference. A test compares this list with the routes of the app. */
const ALL: readonly Operation[] = [
  createChatCompletion,
  createResponse,
  compactResponse,
  countInputTokens,
  readResponse,
  deleteResponse,
  listInputItems,
  cancelResponse,
  createConversation,
  readConversation,
  updateConversation,
  deleteConversation,
  listConversationItems,
  addConversationItems,
  readConversationItem,
  deleteConversationItem,
  createMessage,
  countMessageTokens,
  generateContent,
  streamGenerateContent,
  countGeminiTokens,
  createCompletion,
  createModeration,
  createEmbeddings,
  embedContent,
  batchEmbedContents,
  createRanks,
  createImage,
  editImage,
  createSpeech,
  createTranscription,
  createTranslation,
  ...REALTIME,
  ...VIDEOS,
  ...GOOGLE_VIDEOS,
  ...TASKS,
  ...UPSTREAM_SURFACES,
  ...WEBHOOKS,
  ...MEDIA_CONTENT,
  listModels,
  countModels,
  readModel,
  listGeminiModels,
  readGeminiModel,
  simulateRoute,
  ...COMPUTERS,
  ...COMPUTER_ACTIONS,
  ...RUNS,
  readCredits,
  readKey,
  listKeys,
  createKey,
  readManagedKey,
  updateKey,
  revokeKey,
  rotateKey,
  listAudit,
  readActivity,
  readLedger,
  listByokKeys,
  storeByokKey,
  deleteByokKey,
  readGeneration,
  resumeStream,
  readStatus,
]

export const OPERATIONS: readonly Operation[] = ALL.map((operation) =>
  GENERATION_ERRORS.every((code) => operation.errors.includes(code)) ? asPaid(operation) : operation,
)
