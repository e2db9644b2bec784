import { Shell } from './shell.tsx'
import { useSession } from './use-session.ts'

/** The frame of the pages behind sign-in. */
export const SignedIn = () => <Shell session={useSession()} />
