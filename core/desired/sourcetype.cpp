#include "core/desired/sourcetype.h"

#include "core/desired/directoryrenderer.h"

using namespace Qt::StringLiterals;

namespace cauce::desired {

namespace {

QString pathInWords(const git::SourceTree& tree)
{
    return tree.root.isEmpty() ? u"the repository's root"_s : u'"' + tree.root + u'"';
}

} // namespace

SourceType sourceTypeOf(const RenderInput& input, const git::SourceTree& tree)
{
    if (input.recurse || !input.include.isEmpty() || !input.exclude.isEmpty())
        return SourceType::Directory;
    SourceType type = SourceType::Directory;
    for (const git::SourceFile& file : tree.files) {
        const QString name = pathBelow(tree, file.path);
        if (name == "kustomization.yaml"_L1 || name == "kustomization.yml"_L1
            || name == "Kustomization"_L1)
            return SourceType::Kustomize;
        if (!name.contains(u'/') && name.endsWith("Chart.yaml"_L1))
            type = SourceType::Helm;
    }
    return type;
}

Result<void> checkSupported(const RenderInput& input, const git::SourceTree& tree)
{
    const QString own = u".argocd-source-"_s + input.application + u".yaml"_s;
    for (const git::SourceFile& file : tree.files) {
        const QString name = pathBelow(tree, file.path);
        if (name == ".argocd-source.yaml"_L1 || name == own) {
            return fail(ErrorKind::Invalid,
                        file.path + u" changes the source's options: not supported yet"_s);
        }
    }
    const SourceType type = sourceTypeOf(input, tree);
    if (type == SourceType::Kustomize) {
        return fail(ErrorKind::Invalid,
                    u"Kustomize sources are not supported yet ("_s + pathInWords(tree)
                        + u" holds a kustomization)"_s);
    }
    if (type == SourceType::Helm) {
        return fail(ErrorKind::Invalid,
                    u"Helm sources are not supported yet ("_s + pathInWords(tree)
                        + u" holds a chart)"_s);
    }
    return {};
}

} // namespace cauce::desired
