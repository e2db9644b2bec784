import type { QueryClient } from '@tanstack/react-query'
import { featuresQuery, type Features } from './features.ts'
import { sessionQuery, type Session } from './session.ts'

/** The data that the server writes into the document; no `session`: it could not find out who is signed in. */
type Known = { features: Features; session?: Session | null }

/** Reads the data in the document, so that the first page is drawn without requesting it. */
export const rememberKnown = (client: QueryClient): void => {
  const text = document.querySelector('#known')?.textContent
  if (text == null) return
  const { features, session } = JSON.parse(text) as Known
  client.setQueryData(featuresQuery.queryKey, features)
  if (session !== undefined) client.setQueryData(sessionQuery.queryKey, session)
}
