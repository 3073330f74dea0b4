#include "core/desired/directoryrenderer.h"

#include "core/object/glob.h"
#include "core/object/jsoncodec.h"
#include "core/object/yamlreader.h"

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace cauce::desired {

namespace {

using object::Glob;

struct Patterns
{
    std::optional<Glob> include;
    std::optional<Glob> exclude;

    bool wants(const QString& path) const
    {
        if (exclude && exclude->matches(path))
            return false;
        return !include || include->matches(path);
    }
};

Result<std::optional<Glob>> pattern(const QString& text, QStringView field)
{
    if (text.isEmpty())
        return std::optional<Glob>();
    const auto glob = Glob::compile(text);
    if (!glob) {
        return fail(ErrorKind::Invalid,
                    field + u" \"" + text + u"\" is not a valid pattern: " + glob.error().message);
    }
    return std::optional<Glob>(*glob);
}

Result<Patterns> patternsOf(const RenderInput& input)
{
    auto include = pattern(input.include, u"directory.include");
    if (!include)
        return Failure {include.error()};
    auto exclude = pattern(input.exclude, u"directory.exclude");
    if (!exclude)
        return Failure {exclude.error()};
    return Patterns {*std::move(include), *std::move(exclude)};
}

QString megabytes(qint64 bytes)
{
    return QString::number(double(bytes) / 1e6, 'f', 1) + u" MB"_s;
}

//! Argo CD's test of a file that could not be read, was it meant for Kubernetes, and the same for
//! JSON's way of writing keys.
bool isMeantAsManifest(const QByteArray& text)
{
    return object::looksLikeManifest(text)
        || (text.contains("\"apiVersion\"") && text.contains("\"kind\"")
            && text.contains("\"metadata\""));
}

bool hasKind(const object::YamlDocument& document)
{
    return !document.value[u"kind"].toString().isEmpty();
}

Result<void> readYamlFile(const git::SourceFile& file, RawManifests& out)
{
    auto manifests = object::readManifests(file.content, file.path);
    if (manifests) {
        out.manifests += *std::move(manifests);
        return {};
    }
    if (isMeantAsManifest(file.content))
        return Failure {manifests.error()};
    const auto documents = object::readYaml(file.content, file.path);
    if (!documents) {
        out.warnings += file.path + u" is left out: it is not readable and does not look like a "_s
            + u"manifest ("_s + documents.error().message + u')';
        return {};
    }
    if (std::any_of(documents->begin(), documents->end(), hasKind))
        return Failure {manifests.error()};
    return {}; // values and the like
}

Result<void> readJsonFile(const git::SourceFile& file, RawManifests& out)
{
    auto manifests = object::readManifests(file.content, file.path);
    if (manifests) {
        out.manifests += *std::move(manifests);
        return {};
    }
    const auto value = object::parseJson(file.content);
    if (value
        && (*value)[u"mediaType"].toString().startsWith("application/vnd.oci.image.manifest"_L1))
        return {};
    return Failure {manifests.error()};
}

Result<void> readFile(const git::SourceFile& file, RawManifests& out)
{
    return file.path.endsWith(".json"_L1) ? readJsonFile(file, out) : readYamlFile(file, out);
}

bool isManifestName(const QString& path)
{
    return path.endsWith(".yaml"_L1) || path.endsWith(".yml"_L1) || path.endsWith(".json"_L1);
}

//! The files that are to be read, in path order; fails for those that we cannot read.
Result<QList<const git::SourceFile*>> filesToRead(const RenderInput& input,
                                                  const git::SourceTree& tree)
{
    const auto patterns = patternsOf(input);
    if (!patterns)
        return Failure {patterns.error()};
    QList<const git::SourceFile*> files;
    for (const git::SourceFile& file : tree.files) {
        const QString below = pathBelow(tree, file.path);
        if ((!input.recurse && below.contains(u'/')) || !patterns->wants(below))
            continue;
        if (below.endsWith(".jsonnet"_L1))
            return fail(ErrorKind::Invalid, file.path + u": Jsonnet is not supported yet"_s);
        if (isManifestName(below) && !file.content.contains("+argocd:skip-file-rendering"))
            files.append(&file);
    }
    std::sort(files.begin(), files.end(),
              [](const auto* a, const auto* b) { return a->path < b->path; });
    return files;
}

} // namespace

QString pathBelow(const git::SourceTree& tree, const QString& path)
{
    if (tree.root.isEmpty())
        return path;
    if (path == tree.root)
        return path.mid(path.lastIndexOf(u'/') + 1);
    return path.startsWith(tree.root + u'/') ? path.mid(tree.root.size() + 1) : path;
}

Result<RawManifests> readDirectory(const RenderInput& input, const git::SourceTree& tree)
{
    const auto files = filesToRead(input, tree);
    if (!files)
        return Failure {files.error()};
    qint64 size = 0;
    for (const git::SourceFile* file : *files)
        size += file->content.size();
    if (size > input.maxBytes) {
        return fail(ErrorKind::Invalid,
                    u"the manifests below \""_s + tree.root + u"\" are "_s + megabytes(size)
                        + u", more than the limit of "_s + megabytes(input.maxBytes));
    }
    RawManifests out;
    for (const git::SourceFile* file : *files) {
        if (const auto read = readFile(*file, out); !read)
            return Failure {read.error()};
    }
    return out;
}

} // namespace cauce::desired
