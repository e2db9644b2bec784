import type { ErrorComponentProps } from '@tanstack/react-router'
import { m } from '../messages/index.ts'
import { Failure } from '../ui/states.tsx'

/** What Chromium, Firefox and Safari say of a script that cannot be loaded. */
const MISSING_PART = /dynamically imported module|importing a module script failed/i

const isOfMissingPart = (error: unknown): boolean =>
  error instanceof Error && MISSING_PART.test(error.message)

/** What is shown where a page failed as a whole. */
export const ErrorPage = ({ error }: ErrorComponentProps) => (
  <div className="m-auto w-full max-w-xl p-6">
    <Failure
      error={isOfMissingPart(error) ? new Error(m.common.partMissing) : error}
      onRetry={() => location.reload()}
    />
  </div>
)
