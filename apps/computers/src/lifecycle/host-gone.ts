/** What a computer whose host is gone says of itself, until the host is back. */
export const HOST_GONE = 'Its host does not answer. Its files are kept on that host.'
