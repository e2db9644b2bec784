import type { ErrorComponentProps } from '@tanstack/react-router'
import { Failure } from '../ui/states.tsx'

/** What is shown where a page failed as a whole. */
export const ErrorPage = ({ error, reset }: ErrorComponentProps) => (
  <div className="m-auto w-full max-w-xl p-6">
    <Failure error={error} onRetry={reset} />
  </div>
)
