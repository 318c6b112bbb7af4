// Opens the site in the first of the browser's languages that it has.
{
  const has = ["bg","cs","da","de","el","en","es","et","fi","fr","ga","hr","hu","it","lt","lv","mt","nl","pl","pt","ro","sk","sl","sv"];
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((code) => has.includes(code));
  if (wanted) location.replace(`${wanted}/`);
}
