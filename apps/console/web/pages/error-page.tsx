import type { ErrorComponentProps } from '@tanstack/react-router'
import { m } from '../messages/index.ts'
import { Failure } from '../ui/states.tsx'

/** The messages of Chromium, Firefox and Safari for a script that cannot be loaded. */
const MISSING_PART = /dynamically imported module|importing a module script failed/i

const isOfMissingPart = (error: unknown): boolean =>
  error instanceof Error && MISSING_PART.test(error.message)

/** Shown if a page fails as a whole. */
export const ErrorPage = ({ error }: ErrorComponentProps) => (
  <div className="m-auto w-full max-w-xl p-6">
    <Failure
      error={isOfMissingPart(error) ? new Error(m.common.partMissing) : error}
      onRetry={() => location.reload()}
    />
  </div>
)
