#include "core/merge/fieldsv1.h"
#include "core/merge/ownership.h"
#include "core/object/jsoncodec.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::merge;
using cauce::object::Json;

// Every case of data/smd_merge.json, one row each: applies and updates one after another.
class TestSmdMerge : public QObject
{
    Q_OBJECT

private:
    std::vector<std::shared_ptr<const Schema>> m_schemas;
    std::vector<QString> m_firstTypes;
    Json m_cases;

    struct State
    {
        ObjectType type;
        std::optional<Json> live;
        Managers managers;
        OwnershipRules rules;
        QString failure;
    };

    ObjectType typeOf(const Json& schema, const Json& rootType) const
    {
        const auto number = size_t(schema.toInteger().value_or(0));
        const QString name = rootType.isString() ? rootType.toString() : m_firstTypes.at(number);
        return ObjectType::named(m_schemas.at(number), name);
    }

    // \return false when the operation fails with something else than a conflict
    static bool apply(State& state, const Json& op, Json object, Force force)
    {
        const QString manager = op[u"manager"].toString();
        const QString version = op[u"version"].toString();
        if (op[u"op"].toString() == "ExtractApply"_L1 && state.live) {
            const FieldSet owned = state.managers[manager].fields.leaves();
            const auto both = merged(state.type, extracted(state.type, *state.live, owned), object);
            if (!both)
                return false;
            object = *both;
        }
        const VersionedObject live {state.type, state.live.value_or(Json()), version};
        const auto result = applied(live, VersionedObject {state.type, object, version},
                                    state.managers, manager, force, state.rules);
        if (!result)
            return false;
        QStringList conflicts;
        for (const Conflict& conflict : result->conflicts)
            conflicts.append(conflict.manager + u' ' + pathText(conflict.path));
        QStringList expected;
        for (const Json& conflict : op[u"conflicts"].items())
            expected.append(conflictText(conflict));
        conflicts.sort();
        expected.sort();
        if (force == Force::No && conflicts != expected) {
            state.failure = u"conflicts: "_s + conflicts.join(u", "_s);
            return conflicts.isEmpty();
        }
        if (result->isRefused)
            return true;
        if (result->isUnchanged != (state.live && *state.live == result->object))
            state.failure = u"isUnchanged is wrong"_s;
        state.live = result->object;
        state.managers = result->managers;
        return true;
    }

    static QString conflictText(const Json& conflict)
    {
        FieldPath path;
        for (const Json& step : conflict[u"path"].items())
            path.push_back(**PathElement::fromFieldsV1(step.toString()));
        return conflict[u"manager"].toString() + u' ' + pathText(path);
    }

    static bool update(State& state, const Json& op, const Json& object)
    {
        const QString version = op[u"version"].toString();
        const auto managers
            = updatedManagers(VersionedObject {state.type, state.live.value_or(Json()), version},
                              VersionedObject {state.type, object, version}, state.managers,
                              op[u"manager"].toString(), state.rules);
        if (!managers)
            return false;
        state.managers = *managers;
        state.live = object;
        return true;
    }

    bool run(State& state, const Json& op, const Json& test) const
    {
        const QString name = op[u"op"].toString();
        if (name == "ChangeSchema"_L1) {
            state.type = typeOf(op[u"schema"], test[u"rootType"]);
            return bool(validate(state.type, *state.live));
        }
        const Json& object = op[u"object"];
        // What is stored may hold duplicates, what is applied may not.
        const bool isUpdate = name == "Update"_L1;
        if (!validate(state.type, object, isUpdate ? Duplicates::Allowed : Duplicates::Refused))
            return false;
        if (isUpdate)
            return update(state, op, object);
        return apply(state, op, object, name == "Apply"_L1 ? Force::No : Force::Yes);
    }

private slots:
    void initTestCase()
    {
        QFile file(QStringLiteral(CAUCE_SOURCE_DIR "/tests/unit/data/smd_merge.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Result<Json> data = object::parseJson(file.readAll());
        QVERIFY(data);
        for (const Json& types : (*data)[u"schemas"].items()) {
            const auto schema = readSchema(types);
            QVERIFY2(schema, schema ? "" : qPrintable(schema.error().message));
            m_schemas.push_back(*schema);
            m_firstTypes.push_back(types[u"types"].at(0)[u"name"].toString());
        }
        m_cases = (*data)[u"cases"];
        QCOMPARE(m_cases.size(), 118);
    }

    void appliesAndUpdates_data()
    {
        QTest::addColumn<int>("number");
        for (int number = 0; number < m_cases.size(); ++number) {
            const Json& test = m_cases.at(number);
            const QString name = u"%1 %2 %3"_s.arg(
                QString::number(number), test[u"test"].toString(), test[u"name"].toString());
            QTest::newRow(qPrintable(name)) << number;
        }
    }

    void appliesAndUpdates()
    {
        QFETCH(int, number);
        const Json& test = m_cases.at(number);
        State state;
        state.type = typeOf(test[u"schema"], test[u"rootType"]);
        for (const auto& [version, fields] : test[u"resetFields"].members())
            state.rules.resetFields.emplace(version, *readFieldsV1(fields));

        bool isFine = true;
        for (const Json& op : test[u"ops"].items())
            isFine = isFine && run(state, op, test);
        QCOMPARE(isFine, !test[u"expectError"].toBool());
        if (!isFine)
            return;
        QCOMPARE(state.failure, QString());
        if (const Json* object = test.find(u"expectObject"))
            QCOMPARE(object::toCanonicalJson(*state.live), object::toCanonicalJson(*object));
        const Json* managed = test.find(u"expectManaged");
        QVERIFY(managed || test.contains(u"expectObject"));
        if (!managed)
            return;
        QCOMPARE(qsizetype(state.managers.size()), managed->size());
        for (const auto& [manager, owned] : state.managers) {
            const Json& expected = (*managed)[manager];
            QCOMPARE(owned.version, expected[u"version"].toString());
            QCOMPARE(owned.fields.toString(), readFieldsV1(expected[u"fieldsV1"])->toString());
        }
    }
};

QTEST_GUILESS_MAIN(TestSmdMerge)
#include "tst_smdmerge.moc"
