import type { QueryClient } from '@tanstack/react-query'
import { featuresQuery, type Features } from './features.ts'
import { sessionQuery, type Session } from './session.ts'

/** What the server writes into the document. Without `session` it could not tell who is signed in. */
type Known = { features: Features; session?: Session | null }

/** Takes what the document knows, so that the first page is drawn without asking for it. */
export const rememberKnown = (client: QueryClient): void => {
  const text = document.querySelector('#known')?.textContent
  if (text == null) return
  const { features, session } = JSON.parse(text) as Known
  client.setQueryData(featuresQuery.queryKey, features)
  if (session !== undefined) client.setQueryData(sessionQuery.queryKey, session)
}
