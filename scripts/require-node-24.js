// Plain JavaScript, so that an older Node can read it and say what is wrong.
if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(
    `This needs Node 24 or newer; it runs on ${process.version} (${process.execPath}).\n` +
      'On Linux and Windows the right Node comes with the dependencies: run npm ci, then use the npm scripts.\n' +
      'On macOS install Node 24 or newer. Nothing was started.\n',
  );
  process.exit(2);
}
