function markdownToHtml(markdown) {
  return markdown.replace(/^# (.*)$/gm, "<h1>$1</h1>").replace(/\*(.*?)\*/g, "<em>$1</em>");
}

function htmlToMarkdown(html) {
  return html.replace(/<h1>(.*?)<\/h1>/g, "# $1").replace(/<em>(.*?)<\/em>/g, "*$1*");
}

function moveTodoToDone(board, card) {
  board.todo = board.todo.filter((other) => other !== card);
  board.done.push(card);
}

function moveDoneToTodo(board, card) {
  board.done = board.done.filter((other) => other !== card);
  board.todo.push(card);
}

function promisify(callback) {
  return (...args) =>
    new Promise((resolve, reject) => callback(...args, (error, value) => (error ? reject(error) : resolve(value))));
}

function callbackify(promise) {
  return (...args) => {
    const callback = args.pop();
    promise(...args).then((value) => callback(null, value), callback);
  };
}

const replaceSpacesWithDashes = (title) => title.split(" ").join("-");

const replaceDashesWithSpaces = (slug) => slug.split("-").join(" ");

function addUserToGroup(user, group) {
  group.users = [...group.users, user];
}

function addGroupToUser(group, user) {
  user.groups = [...user.groups, group];
}

function findLabelForInput(input) {
  return document.querySelector(`label[for="${input.id}"]`);
}

function findInputForLabel(label) {
  return document.getElementById(label.htmlFor);
}

function wrapImageInLink(image, link) {
  image.replaceWith(link);
  link.appendChild(image);
}

function wrapLinkInImage(link, image) {
  link.replaceWith(image);
  image.appendChild(link);
}

class Clock {
  static localFromUtc(utc, offset) {
    return new Date(utc.getTime() + offset * 60000);
  }

  static utcFromLocal(local, offset) {
    return new Date(local.getTime() - offset * 60000);
  }
}

module.exports = { Clock, promisify, callbackify };
