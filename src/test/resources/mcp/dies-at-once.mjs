process.stderr.write('Please provide a personal access token\n', () => process.exit(1));
