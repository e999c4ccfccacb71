/** Write a world's location for people and logs: without the password of a connection string. */
export function worldLabel(location: string): string {
  if (!/^postgres(ql)?:/.test(location)) return location;
  return (
    location
      // Up to the last @: a password that should have been percent-encoded may hold anything.
      .replace(/^([a-z]+:\/\/[^:@/]*):.*@/s, '$1@')
      .replace(/([?&]password=)[^&#]*/gi, '$1***')
  );
}
