/** Write a world's location for people and logs: without the password of a connection string. */
export function worldLabel(location: string): string {
  if (!/^(?!sqlite:)[a-z][a-z0-9+.-]*:\/\//i.test(location)) return location;
  return (
    location
      // Up to the last @: a password that should have been percent-encoded may hold anything.
      .replace(/^([a-z0-9+.-]+:\/\/[^:@/]*):.*@/is, '$1@')
      .replace(/([?&][a-z]*password=)[^&#]*/gi, '$1***')
  );
}
