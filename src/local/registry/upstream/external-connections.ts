// The public sources behind external connections: the one place in which addresses of public registries stand. Which
// format each belongs to is the format's own knowledge (formats/rules.ts). Names: user guide, external-connection.

export const EXTERNAL_CONNECTIONS: Readonly<Record<string, string>> = {
  'public:npmjs': 'https://registry.npmjs.org/',
  'public:pypi': 'https://pypi.org/simple/',
  'public:maven-central': 'https://repo.maven.apache.org/maven2/',
  'public:maven-googleandroid': 'https://dl.google.com/android/maven2/',
  'public:maven-gradleplugins': 'https://plugins.gradle.org/m2/',
  'public:maven-commonsware': 'https://repo.commonsware.com.s3.amazonaws.com/',
  'public:maven-clojars': 'https://repo.clojars.org/',
  'public:nuget-org': 'https://api.nuget.org/v3/',
  'public:ruby-gems-org': 'https://rubygems.org/',
  'public:crates-io': 'https://index.crates.io/',
};
