// Loads the report into the page when somebody opens it.
const report = document.getElementById('report');

report?.addEventListener('toggle', () => {
  report.querySelector('iframe')?.remove();
  if (!report.open) return;
  const frame = document.createElement('iframe');
  frame.title = 'Status report';
  frame.src = report.dataset.src;
  report.append(frame);
});
