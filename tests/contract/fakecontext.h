#pragma once

#include "core/cluster/kubeconfig.h"
#include "tests/support/fakeapiserver.h"
#include "tests/support/testcertificates.h"

#include <QFuture>
#include <QTest>

namespace cauce::test {

//! A context that trusts \p server's authority and sends the token "sesame".
inline cluster::KubeContext contextOf(const FakeApiServer& server)
{
    cluster::KubeContext context;
    context.name = QStringLiteral("test");
    context.sourceFile = QStringLiteral("test.yaml");
    context.server = server.url();
    context.certificateAuthority = certificates::certificate(QStringLiteral("ca"));
    context.credential.token = QStringLiteral("sesame");
    return context;
}

//! The value of \p future once it is there; fails the test after ten seconds.
template <typename T>
T valueOf(QFuture<T> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 10'000)
        || future.resultCount() == 0) {
        QTest::qFail("no answer came within ten seconds", __FILE__, __LINE__);
        return T(fail(ErrorKind::Internal, QStringLiteral("no answer")));
    }
    return future.takeResult();
}

} // namespace cauce::test
