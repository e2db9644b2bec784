export * from './estimate.ts'
export {
  readTranscriptionRequest,
  readTranslationRequest,
  transcriptionRequestSchema,
  translationRequestSchema,
} from './read-request.ts'
export * from './transcription.ts'
export { requireTimes, writeSrt, writeTranscript, writeTranscriptEvents, writeVtt } from './write-answer.ts'
