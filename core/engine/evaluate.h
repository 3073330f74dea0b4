#pragma once

#include "core/desired/loader.h"
#include "core/diff/compare.h"
#include "core/engine/appspec.h"
#include "core/git/revision.h"
#include "core/health/health.h"
#include "core/tree/resourcetree.h"

namespace cauce {

//! \brief What Git asks for, for one application at one tree. Immutable and shared: a change in the
//! cluster never reads Git again.
struct Rendered
{
    QByteArray treeId; //!< of the files that were read
    desired::RenderInput input; //!< how they were read
    object::ManifestSet desired; //!< without Applications
    QList<AppSpec> children; //!< the Applications among them: app of apps
};
using RenderedPtr = std::shared_ptr<const Rendered>;

//! What an earlier operation went for.
struct Deployment
{
    QString commit; //!< empty: there was none
    QString path;
    //! Of what was rendered then: the files and how they were read. Empty when not known; then the
    //! files decide.
    QByteArray renderHash;

    friend bool operator==(const Deployment&, const Deployment&) = default;
};

//! Everything that an evaluation depends on; values only.
struct EvaluateInput
{
    QString application;
    QString mirrorDir;
    git::Revision revision;
    QString path; //!< the source's path
    desired::RenderInput rendering;
    QList<diff::IgnoreRule> ignore; //!< what is no difference
    bool respectIgnored = false; //!< a sync leaves it as it is, too
    cluster::LiveStatePtr live;
    RenderedPtr cached; //!< of an earlier evaluation; used again when the tree is the same
    QList<Deployment> deployments; //!< is what Git asks for now the same as then?
};

//! Git against the cluster, once, for one application. A value.
struct Evaluation
{
    git::Revision revision;
    RenderedPtr rendered;
    cluster::LiveStatePtr live; //!< what it was compared with
    diff::Comparison comparison;
    QList<std::optional<health::Health>> health; //!< by object of the comparison
    health::Health aggregate;
    QList<tree::TreeNode> tree;
    QList<bool> sameAs; //!< by deployment of the input: the same content
};

//! How the source of \p spec is rendered, given what discovery says of kinds.
desired::RenderInput renderInput(const AppSpec& spec,
                                 const QHash<object::GroupKind, bool>& namespaced);

//! \brief Git -> desired: reads the files at the commit and renders them, or takes the cached
//! result when the tree and the input are the same. Blocks on the disk; any pool thread.
Result<RenderedPtr> render(const EvaluateInput& input);

//! \brief Git -> desired -> diff, once, for one application. Pure but for the disk: values in,
//! values out, any pool thread. Nothing in here can write, to Git or to a cluster.
Result<Evaluation> evaluate(const EvaluateInput& input);

//! \brief What can be said when what Git asks for is not known: the tracked objects, their health
//! and their tree; every status is Unknown. Pure.
Evaluation evaluateLive(const QString& application, const cluster::LiveStatePtr& live);

//! Health and tree again after the comparison was completed. Pure.
void assess(Evaluation& evaluation);

} // namespace cauce
