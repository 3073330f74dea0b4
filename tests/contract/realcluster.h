#pragma once

#include "core/cluster/cluster.h"
#include "core/cluster/clusterwriter.h"
#include "core/object/yamlreader.h"
#include "tests/support/controlplane.h"

#include <QTest>

//! The only one who can make a WriteTicket; here it is the tests, which have no core/sync.
namespace cauce::sync {
class SyncOperation
{
public:
    static cluster::WriteTicket ticket() { return {}; }
};
} // namespace cauce::sync

namespace cauce::test {

//! \p user's context on \p plane.
inline cluster::KubeContext contextOf(const ControlPlane& plane, ControlPlane::User user)
{
    const auto config = cluster::KubeConfig::load({plane.kubeconfig(user)});
    if (!config)
        qFatal("%s", qPrintable(config.error().message));
    const auto context = config->context({});
    if (!context)
        qFatal("%s", qPrintable(context.error().message));
    return *context;
}

//! The one object that \p yaml holds.
inline object::Manifest manifestOf(const QByteArray& yaml)
{
    const auto manifests = object::readManifests(yaml, QStringLiteral("test.yaml"));
    if (!manifests || manifests->size() != 1)
        qFatal("%s", manifests ? "not one object" : qPrintable(manifests.error().message));
    return manifests->first();
}

//! The value of \p future once it is there; fails the test after twenty seconds.
template <typename T>
T answerOf(QFuture<T> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000)
        || future.resultCount() == 0) {
        QTest::qFail("no answer came within twenty seconds", __FILE__, __LINE__);
        return T(fail(ErrorKind::Internal, QStringLiteral("no answer")));
    }
    return future.takeResult();
}

} // namespace cauce::test

//! Verifies that a Result is good and shows its message when it is not.
#define VERIFY_GOOD(result)                                                                        \
    do {                                                                                           \
        const auto& good = (result);                                                               \
        QVERIFY2(bool(good), qPrintable(good ? QString() : good.error().message));                 \
    } while (false)

//! Verifies that a Result failed with this kind.
#define VERIFY_KIND(result, expected)                                                              \
    do {                                                                                           \
        const auto& bad = (result);                                                                \
        QVERIFY(!bad);                                                                             \
        QVERIFY2(bad.error().kind == (expected),                                                   \
                 qPrintable(cauce::nameOf(bad.error().kind) + QStringLiteral(": ")                 \
                            + bad.error().message));                                               \
    } while (false)
