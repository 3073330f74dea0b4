#include "sandboxfixture.h"

using namespace cauce::sandbox;
using namespace cauce::test;
using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace {

Json deployment()
{
    return SandboxFixture::json(R"({"apiVersion":"apps/v1","kind":"Deployment",
        "metadata":{"name":"d","namespace":"x","labels":{"app":"d"}},
        "spec":{"replicas":1,"selector":{"matchLabels":{"app":"d"}},
          "template":{"metadata":{"labels":{"app":"d"}},
            "spec":{"containers":[{"name":"c","image":"nginx:1"}]}}}})");
}

} // namespace

class TestSandboxApi : public QObject
{
    Q_OBJECT

private slots:
    void aNewObjectHasAllThatAServerGives()
    {
        SandboxFixture f;
        const Answer made = f.post("apps/v1", "deployments", u"x"_s, deployment());
        QCOMPARE(made.code, 201);
        qWarning() << qPrintable(f.text(made.body));
    }
};

QTEST_GUILESS_MAIN(TestSandboxApi)
#include "tst_sandboxapi.moc"
